// Placeholder 2
