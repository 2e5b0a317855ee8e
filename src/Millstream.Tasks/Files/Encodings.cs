using System.Text;

namespace Millstream.Files;

/// <summary>Finds encodings by their names, those of old code pages among them. What one cannot write is an error; what it cannot read becomes U+FFFD.</summary>
internal static class Encodings
{
    // The code pages of utf-16be and utf-32be.
    private const int BigEndian16 = 1201;
    private const int BigEndian32 = 12001;

    /// <summary>Gives the encoding of a name; null when there is none.</summary>
    public static Encoding? Find(string name)
    {
        try
        {
            var (strict, replaced) = (EncoderFallback.ExceptionFallback, DecoderFallback.ReplacementFallback);
            return CodePagesEncodingProvider.Instance.GetEncoding(name, strict, replaced) ?? Encoding.GetEncoding(name, strict, replaced);
        }
        catch (Exception cause) when (cause is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    /// <summary>Gives the same encoding, which writes no byte order mark.</summary>
    public static Encoding WithoutMark(Encoding encoding) => encoding.Preamble.IsEmpty ? encoding : encoding switch
    {
        UnicodeEncoding => new UnicodeEncoding(encoding.CodePage == BigEndian16, byteOrderMark: false, throwOnInvalidBytes: true),
        UTF32Encoding => new UTF32Encoding(encoding.CodePage == BigEndian32, byteOrderMark: false, throwOnInvalidCharacters: true),
        UTF8Encoding => new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true),
        _ => encoding,
    };
}
