"""What agents work with: sessions, lists of conversations, the queue, suggestions, and the trail of what they did."""
