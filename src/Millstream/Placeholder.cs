namespace Millstream;

internal static class Placeholder;
