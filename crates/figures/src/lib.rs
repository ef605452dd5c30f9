//! 图表: figures drawn as SVG from data, to be put into a page as they are.
