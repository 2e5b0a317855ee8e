using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Millstream;

namespace Shop;

/// <summary>How large pictures are, and how often they come.</summary>
public class PictureSettings
{
    /// <summary>Pictures a second.</summary>
    [Unit("/s")]
    [Range(1, 240)]
    public int Rate { get; set; } = 30;

    public int Width { get; set; } = 1280;

    public int Height { get; set; } = 720;
}

/// <summary>And how red they become.</summary>
public class RednessSettings : PictureSettings
{
    [Range(0.0, 10.0)]
    public double Scale { get; set; } = 1.2;
}

/// <summary>Settings of every kind that a form knows.</summary>
public class FormSettings
{
    /// <summary>What is <c>asked</c>.</summary>
    [Display(Name = "The question")]
    [DataType(DataType.MultilineText)]
    public string Question { get; set; } = "Why?";

    [AllowedValues("s16", "s32", "flt")]
    public string SampleFormat { get; set; } = "s16";

    [AllowedValues(1, 2, 6)]
    public int Channels { get; set; } = 2;

    [Unit("ms")]
    [Range(0, 1000)]
    public int? Delay { get; set; }

    public DayOfWeek Day { get; set; } = DayOfWeek.Friday;

    public bool IsLoud { get; set; }

    public TimeSpan Wait { get; set; } = TimeSpan.FromSeconds(2);

    [Browsable(false)]
    public long Seed { get; set; } = 7;

    public string[] Tags { get; set; } = ["a"];
}

/// <summary>Tasks whose ports say more than their types.</summary>
public static class Media
{
    [StreamTask]
    [return: Port("content=video codec=raw pixel_format=bgr24", FromSettings = ["rate", "width", "height"])]
    public static IEnumerable<byte[]> Film(PictureSettings config) => [[10, 20, 100, (byte)config.Rate, 0, 250]];

    [StreamTask]
    [return: Port("content=video codec=raw pixel_format=bgr24", FromSettings = ["rate", "width", "height"])]
    public static byte[] Redden(
        [Port("content=video codec=raw pixel_format=bgr24", FromSettings = ["rate", "width", "height"])] byte[] picture, RednessSettings config) =>
        [.. picture.Select((value, i) => i % 3 == 2 ? (byte)Math.Min(255, value * config.Scale) : value)];

    [StreamTask]
    public static string Depict([Port("content=video codec=raw", FromSettings = ["rate", "width", "height"], Ignores = ["pixel_format"])] byte[] picture, PictureSettings config) =>
        $"{picture.Length} bytes, {config.Rate} a second, {config.Width}x{config.Height}";

    [StreamTask]
    public static string Plain(byte[] bytes) => $"{bytes.Length}";

    [StreamTask]
    public static string Anything([Port(IsFree = true)] byte[] bytes) => $"{bytes.Length}";

    [StreamTask]
    [return: Port(Mirrors = "bytes")]
    public static byte[] Passing(byte[] bytes) => bytes;

    [StreamTask]
    [return: Port("quality=best", Outlet = "left", Label = "the left one")]
    [return: Port("quality=good")]
    public static (int Left, int Right) Sides([Port(Label = "the first one")] int firstName) => (firstName, firstName);

    [StreamTask]
    [return: Port("format=model:text")]
    public static Model TextModel(int x) => new("model:text") { Number = x };

    [StreamTask]
    [return: Port("format=model")]
    public static Model AnyModel(string format) => new(format);

    [StreamTask]
    public static string UseModel([Port("format=model")] Model model) => model.Format;

    [StreamTask]
    public static string UseTextModel([Port("format=model:text")] Model model) => model.Format;

    [StreamTask]
    public static string UseImage([Port("format=image")] Model model) => model.Format;

    [StreamTask]
    public static string Form(int x, FormSettings settings) => $"{x}{settings.Question}";

    [StreamTask]
    public static string my_adder(bool flag, Row row, long? count, byte[] bytes, DayOfWeek day) => $"{flag}{row}{count}{bytes}{day}";

    [StreamTask]
    public static string Greet(string name, [Service] Greeting? greeting, [Service(Key = "end")] Greeting? end = null) => (greeting?.Text ?? "Hi ") + name + end?.Text;
}

/// <summary>An item with a format.</summary>
public sealed record Model(string Format) : IHasFormat
{
    public int Number { get; init; }
}

/// <summary>A service that need not be there.</summary>
public sealed record Greeting(string Text);
