using System.Text.Json.Serialization.Metadata;
using Millstream.Durability;
using Millstream.Graphs;
using Millstream.Tasks;

namespace Millstream;

public static partial class Flow
{
    /// <summary>Stores each item as JSON text, and gives it on when it is stored.</summary>
    /// <remarks>
    /// <para>
    /// In the template, <c>{index}</c> is the item's index at the source (<c>3</c>, or <c>3.0</c> for the first of several made of it; <c>{index:D5}</c> is <c>00003</c>), and
    /// the name of a parameter in braces is what a task before got for it: <c>{path}</c> for <c>Iter(Rows, "data.csv")</c>, <c>{x}</c> for <c>Then(Twice)</c>. <c>{{x}}</c> is the text
    /// <c>{x}</c>. A value stays in its part of the key: '/' in it is written <c>%2F</c>.
    /// </para>
    /// <para>
    /// Running again replaces what an earlier run stored. Two items of one run with the same key are an error. With <c>{index}</c> set off from other values of the item, keys cannot meet;
    /// otherwise they are remembered, up to 500,000. Not looked for are conflicts with other saves.
    /// </para>
    /// <para>Emits: the items as they are, each when its save is complete.</para>
    /// <para>Backpressure: reads the next item when the one before is stored, or as many at once as <c>Parallel</c> in <paramref name="options"/> allows.</para>
    /// <para>Completes: when the source completes.</para>
    /// <para>Fails: with <see cref="ItemNotSavedException"/> or <see cref="KeyConflictException"/> as the cause. <c>Retry</c> in <paramref name="options"/> repeats the write; the tasks before are never repeated.</para>
    /// </remarks>
    /// <param name="source">What to store.</param>
    /// <param name="template">How the keys are made.</param>
    /// <param name="store">Where to; the run's <see cref="RunOptions.ItemStore"/> unless given.</param>
    /// <param name="options">Options of the writes.</param>
    /// <param name="overwrite">Whether an item may replace an earlier one of the same run.</param>
    /// <param name="json">How an item is written; as the store says unless given.</param>
    /// <exception cref="GraphConfigurationException">The template has a fault, or would give every item the same key.</exception>
    public static Flow<T> Save<T>(
        this Flow<T> source,
        string template,
        ItemStore? store = null,
        Func<TaskOptions, TaskOptions>? options = null,
        bool overwrite = false,
        JsonTypeInfo<T>? json = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentException.ThrowIfNullOrEmpty(template);
        var key = KeyTemplate.Bind(template, source.Node, isValue: false);
        return new Flow<T>(new SaveTask<T>(SaveOptions(options), key, store, overwrite, json), source.Input);
    }

    /// <summary>Stores the value as JSON text, and gives it on when it is stored.</summary>
    /// <inheritdoc cref="Save{T}(Flow{T}, string, ItemStore, Func{TaskOptions, TaskOptions}, bool, JsonTypeInfo{T})"/>
    public static FlowValue<T> Save<T>(
        this FlowValue<T> source,
        string template,
        ItemStore? store = null,
        Func<TaskOptions, TaskOptions>? options = null,
        JsonTypeInfo<T>? json = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentException.ThrowIfNullOrEmpty(template);
        var key = KeyTemplate.Bind(template, source.Node, isValue: true);
        return new FlowValue<T>(new SaveTask<T>(SaveOptions(options), key, store, overwrites: true, json), source.Input);
    }

    private static TaskOptions SaveOptions(Func<TaskOptions, TaskOptions>? options)
    {
        var set = TaskOptions.From(options);
        return set.FallbackValue is null ? set : throw new GraphConfigurationException(
            FaultKind.BadSetting, "Save: an item is stored or not, there is no Fallback. Use Retry, or SkipErrors to go on without it.");
    }
}
