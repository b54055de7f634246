// What TensorBoard's own writer makes of two events.

enum GoldenEvents {
    /// `RecordWriter` on `Event(wall_time=1.5, file_version="brain.Event:2")` and `Event(wall_time=1.5, step=3,
    /// summary=Summary(value=[Summary.Value(tag="Loss/rc", simple_value=0.25)]))`.
    static let hex = """
        1800000000000000a37f4b2209000000000000f83f1a0d627261696e2e4576656e743a322a28646c1d00000000000000602f\
        df2309000000000000f83f10032a100a0e0a074c6f73732f7263150000803e83ef380c
        """
}
