"""What a person does with a case that is filed: adds to it, withdraws it, rates how it was handled."""
