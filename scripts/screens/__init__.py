"""What happens on the screen while the pictures of the user guide are taken."""
