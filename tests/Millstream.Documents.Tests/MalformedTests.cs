using System.Text;
using Millstream.Graphs;
using Xunit.Sdk;

namespace Millstream.Documents;

/// <summary>Documents that somebody has spoilt: each is read and built, or refused with faults that say where, and nothing else is thrown.</summary>
public sealed class MalformedTests(ITestOutputHelper output)
{
    private const int Batches = 20, InBatch = 600;

    private static readonly string[] Good =
    [
        RoundTripTests.Everything,
        GraphDocument.Parse(RoundTripTests.Everything).ToJson(),
        "nodes:\n  a: &x { task: numbers }\n  b: *x\n  c: { task: square, inputs: { x: a } }\n",
        "{\"nodes\":{\"a\":{\"task\":\"numbers\"},\"b\":{\"task\":\"add\",\"inputs\":{\"a\":\"a\",\"b\":{\"value\":3}}}},\"outputs\":{\"o\":\"b\"}}",
    ];

    /// <summary>What is put somewhere into a text.</summary>
    private static readonly string[] Pieces =
    [
        "{", "}", "[", "]", ":", ": ", ",", "\"", "'", "\\", "\n", "\t", "  ", "- ", "# ", "&a ", "*a", "!!x ", "!<a> ", "%YAML 1.2\n", "---\n", "...\n", "|\n", ">\n", "|9\n", "? ", "<<: *x", "~",
        "null", "true", "1e999", "-0", "0x1F", "99999999999999999999999999", ".inf", "\0", "\ud800", "\udc00", "\ufeff", "\u2028", "\u0085", "\\ud800", "\\u00zz", "${", "${}", "${env:}", "${env:A=B}", "${n}", "$type: x",
        "nodes", "task", "graph", "inputs", "from", "value", "a.b.c", "a.", ".a", "map", "while", "until", "switch", "fallback", "transforms", "truncate(", "substring(1,,2)", "options", "retry", "/etc/passwd", "../x.yaml",
    ];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, Batches)];

    /// <summary>Twelve thousand in all: 20 seeds of 600, each text read as both formats.</summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    [Trait("Proves", "TG-173")]
    public void A_spoilt_document_is_refused_with_faults_and_throws_nothing_else(int seed)
    {
        var random = new Random(seed);
        for (int i = 0; i < InBatch; i++)
        {
            string text = Spoilt(Good[random.Next(Good.Length)], random);
            foreach (DocumentFormat format in new[] { DocumentFormat.Yaml, DocumentFormat.Json })
            {
                Try(text, format, $"seed {seed}, document {i}");
            }
        }
    }

    private static string Spoilt(string text, Random random)
    {
        var spoilt = new StringBuilder(text);
        for (int changes = random.Next(1, 6); changes > 0 && spoilt.Length > 0; changes--)
        {
            int at = random.Next(spoilt.Length), length = Math.Min(random.Next(1, 30), spoilt.Length - at);
            switch (random.Next(6))
            {
                case 0:
                    spoilt.Remove(at, length);
                    break;
                case 1:
                    spoilt.Insert(at, spoilt.ToString(at, length));
                    break;
                case 2:
                    spoilt.Insert(at, Pieces[random.Next(Pieces.Length)]);
                    break;
                case 3:
                    spoilt[at] = (char)random.Next(1, 256);
                    break;
                case 4:
                    spoilt.Length = Math.Max(1, at);
                    break;
                default:
                    string moved = spoilt.ToString(at, length);
                    spoilt.Remove(at, length).Insert(random.Next(spoilt.Length + 1), moved);
                    break;
            }
        }

        return spoilt.ToString();
    }

    private void Try(string text, DocumentFormat format, string which)
    {
        try
        {
            IReadOnlyList<DocumentFault> faults = GraphDocument.Lint(text, format, Documents.Catalogue);
            Assert.All(faults, f => Assert.False(string.IsNullOrWhiteSpace(f.Message)));
            try
            {
                var document = GraphDocument.Parse(text, format);
                Assert.Equal(document, GraphDocument.Parse(document.ToYaml()));
                Assert.Equal(document, GraphDocument.Parse(document.ToJson(), DocumentFormat.Json));
                document.Build(Documents.Catalogue, new Dictionary<string, object?> { ["n"] = 3, ["wait"] = "1s" });
                Assert.Empty(faults);
            }
            catch (Exception exception) when (exception is GraphDocumentException or GraphConfigurationException)
            {
                Assert.NotEmpty(exception.Message);
            }
        }
        catch (Exception exception)
        {
            output.WriteLine($"{which} as {format}:\n{text}");
            throw new XunitException($"{which} as {format}: {exception.GetType().Name}: {exception.Message}\n{exception.StackTrace}", exception);
        }
    }
}
