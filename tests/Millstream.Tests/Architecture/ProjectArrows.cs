using System.Xml.Linq;

namespace Millstream.Architecture;

/// <summary>Finds the references of project files that <see cref="Arrows.Projects"/> refuses.</summary>
internal static class ProjectArrows
{
    public static IEnumerable<string> Faults(string path, string xml)
    {
        var name = Path.GetFileNameWithoutExtension(path);
        var project = XElement.Parse(xml);
        return IsShipped(path) && !Arrows.Projects.Knows(name)
            ? [$"{path}: the table of arrows does not know '{name}'."]
            : References(path, name, project).Concat(Packages(path, project));
    }

    private static IEnumerable<string> References(string path, string name, XElement project) =>
        from reference in project.Descendants("ProjectReference")
        where (string?)reference.Attribute("OutputItemType") != "Analyzer"
        let target = (string)reference.Attribute("Include")!
        let to = Path.GetFileNameWithoutExtension(target.Replace('\\', '/'))
        where IsShipped(path)
            ? !Arrows.Projects.Allows(name, to)
            : path.StartsWith("samples/", StringComparison.Ordinal) && !Arrows.Projects.Knows(to)
        select $"{path}: {name} -> {to} is no arrow of ours.";

    private static IEnumerable<string> Packages(string path, XElement project) =>
        from package in project.Descendants("PackageReference")
        let name = (string)package.Attribute("Include")!
        where Path.GetFileName(path) == "Millstream.csproj" && !Arrows.PackagesOfTheCore.Contains(name)
        select $"{path}: Millstream -> {name} is no package of the core's.";

    private static bool IsShipped(string path) => path.StartsWith("src/", StringComparison.Ordinal);
}
