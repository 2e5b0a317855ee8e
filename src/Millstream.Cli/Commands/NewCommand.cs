using System.CommandLine;
using System.Reflection;
using Millstream.Documents;

namespace Millstream.Cli.Commands;

/// <summary>Writes a document that runs, or a project that builds, to begin with.</summary>
internal static class NewCommand
{
    private const string Document =
        """
        name: NAME
        description: The words of a text and how often each comes.
        parameters:
          text: { type: string, default: to be or not to be, help: The text }
        nodes:
          parts:  { task: text.split, inputs: { text: { parameter: text } } }
          words:  { task: text.extract, inputs: { text: parts }, settings: { pattern: "(?<word>.+)" } }
          counts: { task: group, inputs: { rows: words }, settings: { by: word, compute: count } }
        outputs: { words: counts }

        """;

    private const string Project =
        """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
            <Nullable>enable</Nullable>
            <ImplicitUsings>enable</ImplicitUsings>
            <!-- What the tasks need lies beside them, where the command line finds it. -->
            <EnableDynamicLoading>true</EnableDynamicLoading>
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="Millstream" Version="VERSION" />
          </ItemGroup>
        </Project>

        """;

    private const string Tasks =
        """
        using Millstream;

        namespace NAME;

        /// <summary>Tasks that documents can name.</summary>
        public static class Texts
        {
            /// <summary>Writes a text in capitals.</summary>
            /// <param name="text">The text.</param>
            [StreamTask(Name = "shout")]
            public static string Shout(string text) => text.ToUpperInvariant();
        }

        """;

    private const string Graph =
        """
        # dotnet build, and then:
        # millstream run shout.yaml --tasks bin/Debug/net10.0/NAME.dll
        name: shout
        parameters:
          text: { type: string, default: hello }
        nodes:
          shout: { task: shout, inputs: { text: { parameter: text } } }

        """;

    /// <summary>The words that C# keeps for itself: none of them is a namespace.</summary>
    private static readonly HashSet<string> Reserved =
    [
        .. ("abstract as base bool break byte case catch char checked class const continue decimal default delegate do double else enum event explicit extern false finally fixed float "
            + "for foreach goto if implicit in int interface internal is lock long namespace new null object operator out override params private protected public readonly ref return "
            + "sbyte sealed short sizeof stackalloc static string struct switch this throw true try typeof uint ulong unchecked unsafe ushort using virtual void volatile while").Split(' '),
    ];

    /// <summary>Gets the version of this program, which is that of the packages.</summary>
    public static string Version { get; } =
        typeof(NewCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "1.0.0";

    public static Command Make(CliContext context)
    {
        var file = new Argument<string>("file") { Description = "The file to be made: words.yaml." };
        var document = new Command("document", "Writes a document that runs.") { file };
        document.SetAction(parsed =>
        {
            string path = parsed.GetRequiredValue(file);
            path = Path.HasExtension(path) ? path : path + ".yaml";
            string text = Document.Replace("NAME", Path.GetFileNameWithoutExtension(path), StringComparison.Ordinal);
            Write(context, path, path.EndsWith(".json", StringComparison.OrdinalIgnoreCase) ? GraphDocument.Parse(text).ToJson() : text);
            context.Console.Error.WriteLine($"millstream run {path} --text \"to be\"");
            return ExitCode.Completed;
        });

        var folder = new Argument<string>("folder") { Description = "The folder to be made, which is the name of the project too." };
        var project = new Command("project", "Writes a project of tasks of your own, with a document over them.") { folder };
        project.SetAction(parsed =>
        {
            string path = parsed.GetRequiredValue(folder);
            string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)));
            if (name.Length == 0 || !char.IsLetter(name[0]) || !name.All(c => char.IsLetterOrDigit(c) || c is '_'))
            {
                throw CliException.BadInput($"'{name}' is no name of a project. Use letters, digits and '_', and begin with a letter.");
            }

            if (Reserved.Contains(name))
            {
                throw CliException.BadInput($"'{name}' is a word of C#, and so no name of a project. Take another, such as '{char.ToUpperInvariant(name[0])}{name[1..]}'.");
            }

            foreach ((string file, string text) in (ReadOnlySpan<(string, string)>)[($"{name}.csproj", Project), ("Texts.cs", Tasks), ("shout.yaml", Graph)])
            {
                Write(context, Path.Combine(path, file), text.Replace("NAME", name, StringComparison.Ordinal).Replace("VERSION", Version, StringComparison.Ordinal));
            }

            return ExitCode.Completed;
        });
        return new Command("new", "Writes something to begin with.") { document, project };
    }

    private static void Write(CliContext context, string path, string text)
    {
        try
        {
            if (File.Exists(path))
            {
                throw CliException.BadInput($"'{path}' is there already.");
            }

            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            File.WriteAllText(path, text);
            context.Console.Error.WriteLine($"wrote {path}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw CliException.Failed($"'{path}' cannot be written: {exception.Message}");
        }
    }
}
