"""What is known of a person: values, states and where they came from."""
