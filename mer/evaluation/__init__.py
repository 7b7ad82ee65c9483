"""From predictions to numbers, and what the numbers can mean."""
