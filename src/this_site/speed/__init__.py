"""What makes builds quicker than the libraries are by themselves; each goes when its library has it."""
