"""How does an answer look where the user is?"""
