mod names;
mod periods;
