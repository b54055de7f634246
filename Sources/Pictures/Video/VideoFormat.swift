// The kinds of video file that are written, and what ffmpeg is told for each.

/// A kind of video file.
public enum VideoFormat: String, Sendable, CaseIterable {
    /// H.264 in MP4: plays everywhere. No transparency.
    case mp4
    /// VP9 in WebM: plays in browsers, with transparency where the frames have it.
    case webm

    /// The kind that a file name asks for by its ending, in any case; nil for others.
    public init?(path: String) {
        let name = path.split(separator: "/").last ?? ""
        guard let dot = name.lastIndex(of: "."), let format = VideoFormat(rawValue: name[name.index(after: dot)...].lowercased())
        else { return nil }
        self = format
    }

    /// Colours are told and converted as ITU-R BT.709, which players assume where nothing is said; the matrix alone matters for the
    /// picture, and left to itself ffmpeg takes that of BT.601 and tells nobody.
    ///
    /// The number of threads is fixed, as x264 makes other bytes with other numbers, and nothing of the machine is noted.
    /// - Parameters:
    ///   - size: of the frames that are handed over, pixels.
    ///   - output: the path of the file to write.
    func arguments(width: Int, height: Int, rate: RateFraction, hasAlpha: Bool, output: String) -> [String] {
        let pixels = hasAlpha && self == .webm ? "yuva420p" : "yuv420p"
        var list = [
            "-hide_banner", "-loglevel", "error", "-nostdin", "-y", "-f", "rawvideo", "-pixel_format", hasAlpha ? "rgba" : "rgb24",
            "-video_size", "\(width)x\(height)", "-framerate", "\(rate.frames)/\(rate.seconds)", "-i", "pipe:0", "-an",
            "-vf", "scale=out_color_matrix=bt709:out_range=tv:flags=bicubic+accurate_rnd+full_chroma_int+bitexact,format=\(pixels)",
            "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv", "-map_metadata", "-1",
            "-fflags", "+bitexact", "-flags:v", "+bitexact", "-threads", "4",
        ]
        switch self {
        case .mp4: list += ["-c:v", "libx264", "-preset", "medium", "-crf", "18", "-movflags", "+faststart", "-f", "mp4"]
        case .webm:
            list += ["-c:v", "libvpx-vp9", "-crf", "24", "-b:v", "0", "-deadline", "good", "-cpu-used", "2", "-row-mt", "1"]
            // The encoder's hidden reference frames do not go together with a second stream for transparency.
            if hasAlpha { list += ["-auto-alt-ref", "0"] }
            list += ["-f", "webm"]
        }
        // "file:" so that a colon in the path is a colon.
        return list + ["file:" + output]
    }
}
