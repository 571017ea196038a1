"""What does the guide say?"""
