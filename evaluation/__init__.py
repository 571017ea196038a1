"""How good are we? The product never imports this."""
