"""What the jobs do: answer a request, follow a click, show somebody their App Home."""
