"""Files that are meant to do harm, through the commands that people use."""
