using System.Net.Http.Headers;
using System.Text;
using System.Text.Encodings.Web;
using Millstream.Data;
using Millstream.Expressions;

namespace Millstream.Http;

/// <summary>Makes requests of items.</summary>
internal static class HttpRequests
{
    /// <summary>Gives the address that an item is sent to.</summary>
    /// <exception cref="TaskInputException">It makes none.</exception>
    public static Uri AddressOf(Row item, HttpRequestSettings settings, TaskContext context)
    {
        Template template = settings.Address;
        string text = template.Of(item, Escape, template.BeginsWithFormula);
        if (text.AsSpan(0, EndOfPath(text)) is var path && (path.IndexOf("/../") >= 0 || path.IndexOf("/./") >= 0 || path.EndsWith("/..") || path.EndsWith("/.")))
        {
            throw TaskInputException.Because($"The address is '{HttpAddress.Shown(text)}', which has a '.' or '..' for a step of its path: it would lead elsewhere.");
        }

        Uri address = HttpAddress.TryRead(text, HttpExchange.Schemes, out Uri? read, out string? fault) ? read : throw TaskInputException.Because($"The address is {fault}");

        // Which address it is was not known before the item came.
        return context.IsEntitled("network:http", address.AbsoluteUri) ? address
            : throw TaskInputException.Because($"The address is {HttpAddress.Shown(address)}, which the run's policy does not grant (network:http).");
    }

    /// <summary>Makes the request, without its address.</summary>
    public static HttpRequestMessage Of(object? item, Row row, HttpRequestSettings settings)
    {
        var request = new HttpRequestMessage { Method = MethodOf(settings.Method) };
        bool hasItem = settings.Body.Length == 0 && settings.Method is RequestMethod.Post or RequestMethod.Put or RequestMethod.Patch;
        if (hasItem)
        {
            request.Content = ContentOf(item is string text ? text : Cell.From(item).ToJson(), settings.ContentType, item is string ? "text/plain" : "application/json");
        }
        else if (settings.Body.Length > 0)
        {
            request.Content = ContentOf(settings.Content.Of(row, EscapeFor(settings.ContentType), keepsFirst: false), settings.ContentType, "text/plain");
        }

        return request;
    }

    // An address without a part of it is that of something else.
    private static string Escape(string value) => value.Length > 0 ? Uri.EscapeDataString(value)
        : throw TaskInputException.Because("The address cannot be made: a formula in the braces of 'url' has no value for this item.");

    private static int EndOfPath(string text) => text.AsSpan().IndexOfAny('?', '#') is >= 0 and int end ? end : text.Length;

    private static ByteArrayContent ContentOf(string text, string type, string typeUnlessSet)
    {
        MediaTypeHeaderValue header = MediaTypeHeaderValue.Parse(type.Length > 0 ? type : typeUnlessSet);
        Encoding encoding = Bodies.EncodingOf(header.CharSet);
        header.CharSet ??= header.MediaType!.StartsWith("text/", StringComparison.OrdinalIgnoreCase) ? encoding.WebName : null;
        var content = new ByteArrayContent(encoding.GetBytes(text));
        content.Headers.ContentType = header;
        return content;
    }

    private static Func<string, string> EscapeFor(string type) =>
        type.Contains("json", StringComparison.OrdinalIgnoreCase) ? JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode
        : type.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) ? Uri.EscapeDataString
        : static text => text;

    private static HttpMethod MethodOf(RequestMethod method) => method switch
    {
        RequestMethod.Post => HttpMethod.Post,
        RequestMethod.Put => HttpMethod.Put,
        RequestMethod.Patch => HttpMethod.Patch,
        RequestMethod.Delete => HttpMethod.Delete,
        RequestMethod.Head => HttpMethod.Head,
        _ => HttpMethod.Get,
    };
}
