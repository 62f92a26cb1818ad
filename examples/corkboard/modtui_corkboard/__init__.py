"""An adapter for modtui: the notice board of the example."""
