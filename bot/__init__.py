"""What do we answer, and why?"""
