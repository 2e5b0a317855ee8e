using System.Text;

namespace Millstream.Files;

/// <summary>Finds encodings by their names, those of old code pages among them. What one cannot write is an error; what it cannot read becomes U+FFFD.</summary>
internal static class Encodings
{
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
}
