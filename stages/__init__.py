"""The stages of the pipeline, one file each: read parameters, call mer, write outs."""
