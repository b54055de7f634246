// What TensorBoard's own writer makes of three events.

enum GoldenEvents {
    /// `RecordWriter` on `Event(wall_time=1.5, file_version="brain.Event:2")`, `Event(wall_time=1.5,
    /// session_log=SessionLog(status=SessionLog.START))` and `Event(wall_time=1.5, step=3,
    /// summary=Summary(value=[Summary.Value(tag="Loss/rc", simple_value=0.25)]))`.
    static let hex = """
        1800000000000000a37f4b2209000000000000f83f1a0d627261696e2e4576656e743a322a28646c0d000000000000003c37\
        b83409000000000000f83f3a020801b718825c1d00000000000000602fdf2309000000000000f83f10032a100a0e0a074c6f\
        73732f7263150000803e83ef380c
        """
}
