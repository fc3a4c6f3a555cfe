"""One rig in several Blenders: is it the same take?"""
