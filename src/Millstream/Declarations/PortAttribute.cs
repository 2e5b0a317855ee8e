namespace Millstream;

/// <summary>Says of a port what its type does not: fields like <c>content=video codec=raw</c>, and which of them are settings.</summary>
/// <remarks>On a parameter, its inlet or outlet; on what a method returns, its outlets. What two joined ports say must fit: see <see cref="PortGraph"/>.</remarks>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.ReturnValue, AllowMultiple = true)]
public sealed class PortAttribute : Attribute
{
    /// <summary>Gives a port fields.</summary>
    /// <param name="fields">Each as <c>name=value</c>, with spaces between them; none unless given.</param>
    public PortAttribute(string fields = "") => Fields = fields;

    /// <summary>Gets the fields.</summary>
    public string Fields { get; }

    /// <summary>Gets or sets the fields that follow settings of the same name (<c>sample_format</c> the setting <c>SampleFormat</c>), or <c>field=Setting</c>.</summary>
    public string[] FromSettings { get; set; } = [];

    /// <summary>Gets or sets which outlet is meant, where a method has several; all unless set.</summary>
    public string? Outlet { get; set; }

    /// <summary>Gets or sets the inlet whose fields an outlet copies, under its own.</summary>
    public string? Mirrors { get; set; }

    /// <summary>Gets or sets whether an inlet takes items of any fields.</summary>
    public bool IsFree { get; set; }

    /// <summary>Gets or sets the setting that is given all fields of what an inlet reads, as text, when the graph is built.</summary>
    public string? FieldsTo { get; set; }

    /// <summary>Gets or sets the fields that an inlet does not look at.</summary>
    public string[] Ignores { get; set; } = [];

    /// <summary>Gets or sets what a person is shown; the name in words unless set.</summary>
    public string? Label { get; set; }
}

/// <summary>The unit of a setting: <c>Hz</c>, <c>ms</c>.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class UnitAttribute : Attribute
{
    /// <summary>Names the unit.</summary>
    public UnitAttribute(string unit) => Unit = unit;

    /// <summary>Gets the unit.</summary>
    public string Unit { get; }
}
