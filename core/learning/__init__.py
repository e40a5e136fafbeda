"""From samples to a model: sampling, cleaning, the forest, validation, the model file."""
