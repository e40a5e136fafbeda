"""The Processing algorithms: parameters in, core call, outputs out."""
