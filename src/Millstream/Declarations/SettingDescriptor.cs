using Millstream.Declarations;
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
        Label = Labels.Of(name);
    }

    /// <summary>Gets whether a task that joins the latest items of its inlets takes them in the order of their times (<see cref="Tasks.TaskOptions.Synchronized"/>): a setting of every such task.</summary>
    public static SettingDescriptor Synchronized { get; } = new OfOptions("synchronized", typeof(bool), true)
    {
        Documentation = "Whether items are taken in the order of their times, whichever inlet they come on.",
    };

    /// <summary>Gets how long an item waits for a silent inlet (<see cref="Tasks.TaskOptions.StallTimeout"/>): a setting of every task that reads in the order of time.</summary>
    public static SettingDescriptor StallTimeout { get; } = new OfOptions("stall_timeout", typeof(TimeSpan), defaultValue: null)
    {
        Documentation = "How long an item waits for a silent inlet; zero for ever. What the run says unless set.",
    };

    /// <summary>Gets the property's name.</summary>
    public string Name { get; }

    /// <summary>Gets what a person is shown; the name in words unless set.</summary>
    public string Label { get; init; }

    /// <summary>Gets the property's type.</summary>
    public Type Type { get; }

    /// <summary>Gets what it is in a new settings object.</summary>
    public object? Default { get; }

    /// <summary>Gets the least value allowed; <see langword="null"/> for any.</summary>
    public IComparable? Minimum { get; init; }

    /// <summary>Gets the greatest value allowed; <see langword="null"/> for any.</summary>
    public IComparable? Maximum { get; init; }

    /// <summary>Gets the only values allowed; empty for any.</summary>
    public ValueList<object?> Choices { get; init; } = [];

    /// <summary>Gets the unit: <c>Hz</c>; null for none.</summary>
    public string? Unit { get; init; }

    /// <summary>
    /// Gets the form that a text has, as JSON schema calls it (<c>uri</c>, <c>password</c>, <c>multiline</c>); null for any. A text that is a <c>list</c> has parts with commas between them, each
    /// perhaps a name, a colon and what the name stands for: documents may give a list or a map in its place.
    /// </summary>
    public string? Format { get; init; }

    /// <summary>Gets the inlets of which it is the number, by what stands before theirs (<c>input</c> for <c>input1</c>, <c>input2</c>, …); null for none.</summary>
    public string? CountsInlets { get; init; }

    /// <summary>Gets whether no form shows it.</summary>
    public bool IsHidden { get; init; }

    /// <summary>Gets what the XML comment says of the property, as text; empty without one.</summary>
    public string Documentation { get; init; } = "";

    /// <summary>Gets whether it can be set after its object was made.</summary>
    internal abstract bool CanSet { get; }

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

    /// <summary>Reads the setting in a settings object; what it is in a new one where there is none.</summary>
    internal abstract object? Value(object? settings);

    /// <summary>Writes the setting into a settings object.</summary>
    internal abstract void Write(object settings, object? value);

    /// <summary>Says what is wrong with the setting in a settings object; null when nothing is.</summary>
    internal abstract string? Refuse(object settings);

    /// <summary>Gets whether it is a text that is a list: <see cref="Format"/>.</summary>
    internal bool IsListText => Format == "list" && Type == typeof(string);

    /// <summary>Makes a value of the setting's type of another, and says what is wrong with it; null when nothing is.</summary>
    internal string? Convert(object? value, out object? converted) => WhyNot(value, out converted) is { } why ? $"the setting '{Name}' {why}" : null;

    /// <summary>Makes a value of the setting's type of another, and says, as the end of a sentence about the setting, why there is none; null when there is.</summary>
    internal abstract string? WhyNot(object? value, out object? converted);

    /// <summary>A setting that is an option of the task, not a property of its settings.</summary>
    private sealed record OfOptions(string Name, Type Type, object? defaultValue) : SettingDescriptor(Name, Type, defaultValue)
    {
        internal override bool CanSet => false;

        internal override object? Value(object? settings) => Default;

        internal override void Write(object settings, object? value)
        {
        }

        internal override string? Refuse(object settings) => null;

        internal override string? WhyNot(object? value, out object? converted)
        {
            converted = value;
            return value is null || Type.IsInstanceOfType(value) ? null : $"expects {ValueWords.Of(Type)}; got {ValueWords.Shown(value)}.";
        }
    }

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

        internal override bool CanSet => Set is not null;

        public bool Equals(Typed<TSettings, T>? other) =>
            base.Equals(other);

        public override int GetHashCode() => base.GetHashCode();

        internal override object? Value(object? settings) => settings is TSettings own ? _get(own) : Default;

        internal override void Write(object settings, object? value) => Set!((TSettings)settings, (T)value!);

        internal override string? Refuse(object settings) => settings is TSettings own
            ? RefuseValue(_get(own)) is { } why ? $"the setting '{Name}' {why}" : null
            : $"its settings are of the type {TypeName.Of(typeof(TSettings))}, and {TypeName.Of(settings.GetType())} was given.";

        internal override string? WhyNot(object? value, out object? converted)
        {
            if (IsListText)
            {
                value = SettingLists.Parts(value);
            }

            if (Nullable.GetUnderlyingType(typeof(T)) is null)
            {
                // Nothing, where nothing cannot be, is what is there by default: an empty line in a document.
                value ??= Default;
            }

            converted = value is T ? value : null;
            return value is T or null && (value is not null || default(T) is null) || SettingValue.TryConvert(value, typeof(T), out converted)
                ? RefuseValue(converted)
                : $"expects {(IsListText ? "a list of texts, or one text with commas" : ValueWords.Of(typeof(T)))}; got {ValueWords.Shown(value)}.";
        }

        private string? RefuseValue(object? value) =>
            value is not null && ((Minimum is not null && Minimum.CompareTo(value) > 0) || (Maximum is not null && Maximum.CompareTo(value) < 0))
                ? $"is {PortFields.Text(value)}; it must be {Range()}."
            : Choices.Count > 0 && !Choices.Contains(value)
                ? $"is {PortFields.Text(value) ?? "not set"}; it must be one of {string.Join(", ", Choices.Select(PortFields.Text))}."
            : null;

        private string Range() => (Minimum, Maximum) switch
        {
            (not null, not null) => $"from {PortFields.Text(Minimum)} to {PortFields.Text(Maximum)}",
            (not null, null) => $"{PortFields.Text(Minimum)} or more",
            _ => $"{PortFields.Text(Maximum)} or less",
        };
    }
}
