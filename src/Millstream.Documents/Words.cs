using Millstream.Graphs;

namespace Millstream.Documents;

/// <summary>The words that documents have for choices, each with what it means.</summary>
internal static class Words
{
    public static readonly (string Word, ParameterType Value)[] ParameterTypes =
    [
        ("string", ParameterType.String), ("integer", ParameterType.Integer), ("number", ParameterType.Number), ("boolean", ParameterType.Boolean),
        ("duration", ParameterType.Duration), ("path", ParameterType.Path), ("list", ParameterType.List), ("choice", ParameterType.Choice),
    ];

    public static readonly (string Word, Overflow Value)[] Overflows =
    [
        ("wait", Overflow.Wait), ("dropOldest", Overflow.DropOldest), ("dropNewest", Overflow.DropNewest), ("fail", Overflow.Fail),
    ];

    public static readonly (string Word, Merge Value)[] Merges =
    [
        ("default", Merge.Default), ("interleave", Merge.Interleave), ("last", Merge.Last),
    ];

    public static readonly (string Word, OnItemError Value)[] ItemErrors =
    [
        ("fail", OnItemError.Fail), ("skip", OnItemError.Skip), ("deadLetter", OnItemError.DeadLetter),
    ];

    public static readonly (string Word, OnFailure Value)[] Failures =
    [
        ("endRun", OnFailure.EndRun), ("finishRunning", OnFailure.FinishRunning), ("isolate", OnFailure.Isolate),
    ];

    public static readonly (string Word, Matching Value)[] Matchings = [("first", Matching.First), ("every", Matching.Every)];

    public static readonly (string Word, OnConditionError Value)[] ConditionErrors =
    [
        ("fail", OnConditionError.Fail), ("else", OnConditionError.Else),
    ];

    public static readonly (string Word, ConditionOperator Value)[] Operators =
    [
        ("equals", ConditionOperator.Equals), ("not_equals", ConditionOperator.NotEquals),
        ("greater_than", ConditionOperator.GreaterThan), ("greater_or_equal", ConditionOperator.GreaterOrEqual),
        ("less_than", ConditionOperator.LessThan), ("less_or_equal", ConditionOperator.LessOrEqual),
        ("contains", ConditionOperator.Contains), ("starts_with", ConditionOperator.StartsWith), ("ends_with", ConditionOperator.EndsWith),
        ("is_empty", ConditionOperator.IsEmpty), ("is_not_empty", ConditionOperator.IsNotEmpty),
        ("is_true", ConditionOperator.IsTrue), ("is_false", ConditionOperator.IsFalse),
    ];

    /// <summary>Gives the word for a value.</summary>
    public static string Of<T>((string Word, T Value)[] words, T value) => Array.Find(words, w => EqualityComparer<T>.Default.Equals(w.Value, value)).Word;
}
