using Millstream.Graphs;

namespace Millstream;

/// <summary>A setting of a task: a public property of the type of its settings parameter.</summary>
/// <remarks>Immutable, compared by value.</remarks>
public abstract record SettingDescriptor
{
    private protected SettingDescriptor(string name, Type type, object? defaultValue)
    {
        Name = name;
        Type = type;
        Default = defaultValue;
    }

    /// <summary>Gets the property's name.</summary>
    public string Name { get; }

    /// <summary>Gets the property's type.</summary>
    public Type Type { get; }

    /// <summary>Gets what it is in a new settings object.</summary>
    public object? Default { get; }

    /// <summary>Gets the least value allowed; <see langword="null"/> for any.</summary>
    public IComparable? Minimum { get; init; }

    /// <summary>Gets the greatest value allowed; <see langword="null"/> for any.</summary>
    public IComparable? Maximum { get; init; }

    /// <summary>Gets what the XML comment says of the property, as text; empty without one.</summary>
    public string Documentation { get; init; } = "";

    /// <summary>Describes a setting.</summary>
    /// <param name="name">The property's name.</param>
    /// <param name="defaultValue">What it is in a new settings object.</param>
    /// <param name="get">Reads it.</param>
    /// <param name="set">Writes it; <see langword="null"/> when it can be set at construction only.</param>
    public static SettingDescriptor Of<TSettings, T>(string name, T defaultValue, Func<TSettings, T> get, Action<TSettings, T>? set = null)
        where TSettings : class
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(get);
        return new Typed<TSettings, T>(name, defaultValue, get, set);
    }

    /// <summary>Says what is wrong with the setting in a settings object; null when nothing is.</summary>
    internal abstract string? Refuse(object settings);

    private sealed record Typed<TSettings, T> : SettingDescriptor
        where TSettings : class
    {
        private readonly Func<TSettings, T> _get;

        public Typed(string name, T defaultValue, Func<TSettings, T> get, Action<TSettings, T>? set)
            : base(name, typeof(T), defaultValue)
        {
            _get = get;
            Set = set;
        }

        public Action<TSettings, T>? Set { get; }

        public bool Equals(Typed<TSettings, T>? other) =>
            base.Equals(other);

        public override int GetHashCode() => base.GetHashCode();

        internal override string? Refuse(object settings)
        {
            if (settings is not TSettings own)
            {
                return $"its settings are of the type {TypeName.Of(typeof(TSettings))}, and {TypeName.Of(settings.GetType())} was given.";
            }

            T value = _get(own);
            return value is null || ((Minimum is null || Minimum.CompareTo(value) <= 0) && (Maximum is null || Maximum.CompareTo(value) >= 0))
                ? null
                : $"the setting '{Name}' is {value}; it must be {Range()}.";
        }

        private string Range() => (Minimum, Maximum) switch
        {
            (not null, not null) => $"from {Minimum} to {Maximum}",
            (not null, null) => $"{Minimum} or more",
            _ => $"{Maximum} or less",
        };
    }
}
