using Millstream.Data;

namespace Millstream.Expressions;

/// <summary>Reads the grammar of expressions: conditional, or, exclusive or, and, not, comparison, sum, product, sign, power, in the order of what binds the least.</summary>
internal sealed class ExpressionParser
{
    private const int DeepestNesting = 64;
    private const int DeepestTree = 256;

    private static readonly Dictionary<string, Comparison> ComparisonsByName = new(StringComparer.Ordinal)
    {
        ["=="] = Comparison.Equal,
        ["="] = Comparison.Equal,
        ["!="] = Comparison.NotEqual,
        ["<>"] = Comparison.NotEqual,
        ["<"] = Comparison.Less,
        ["<="] = Comparison.LessOrEqual,
        [">"] = Comparison.Greater,
        [">="] = Comparison.GreaterOrEqual,
    };

    private readonly string _text;
    private readonly List<ExpressionToken> _tokens = [];
    private readonly List<string> _names = [];
    private int _at;
    private int _nesting;

    public ExpressionParser(string text)
    {
        _text = text;
        if (text.Length > Expression.MaxLength)
        {
            throw new ExpressionException(text, Expression.MaxLength + 1, $"it goes on; an expression has {Expression.MaxLength} characters at most, and this has {text.Length}.");
        }

        var lexer = new ExpressionLexer(text);
        ExpressionToken token;
        do
        {
            token = lexer.Next();
            _tokens.Add(token);
        }
        while (token.Kind != TokenKind.End);
    }

    public ExpressionToken Now => _tokens[_at];

    public ExpressionToken Following => _tokens[Math.Min(_at + 1, _tokens.Count - 1)];

    /// <summary>Reads the whole text as one expression.</summary>
    public Expression Whole()
    {
        ExpressionNode root = Conditional();
        return Now.Kind == TokenKind.End ? new Expression(_text, root, [.. _names]) : throw Fault(Now, Unexpected("an operator or the end"));
    }

    /// <summary>Reads an expression up to where it ends, with the text and the columns of this part alone.</summary>
    public Expression Part()
    {
        int start = Now.Start;
        _names.Clear();
        ExpressionNode root = Conditional();
        return new Expression(_text[start.._tokens[_at - 1].End], root, [.. _names]);
    }

    public ExpressionToken Take() => _tokens[_at++];

    public bool TakeIf(string symbol)
    {
        bool isThere = Now.Is(symbol);
        _at += isThere ? 1 : 0;
        return isThere;
    }

    public void Expect(string symbol, string what)
    {
        if (!TakeIf(symbol))
        {
            throw Fault(Now, Unexpected(what));
        }
    }

    public ExpressionException Fault(ExpressionToken at, string fault) => new(_text, at.Position, fault);

    public string Unexpected(string wanted) => $"there is {Now}, and {wanted} is expected.";

    private ExpressionNode Conditional()
    {
        if (++_nesting > DeepestNesting)
        {
            throw Fault(Now, $"it is nested more than {DeepestNesting} deep. Compute parts of it in a step before.");
        }

        ExpressionNode node = Or();
        if (TakeIf("?"))
        {
            ExpressionNode then = Conditional();
            Expect(":", "':'");
            node = Checked(new ConditionalNode(node, then, Conditional()));
        }

        _nesting--;
        return node;
    }

    private ExpressionNode Or()
    {
        ExpressionNode node = Exclusive();
        while (Now.IsWord("or") || Now.Is("||") || Now.Is("|"))
        {
            _at++;
            node = Checked(new LogicNode(isAnd: false, node, Exclusive()));
        }

        return node;
    }

    private ExpressionNode Exclusive()
    {
        ExpressionNode node = And();
        while (TakeIf("^"))
        {
            node = Checked(new ExclusiveNode(node, And()));
        }

        return node;
    }

    private ExpressionNode And()
    {
        ExpressionNode node = Not();
        while (Now.IsWord("and") || Now.Is("&&") || Now.Is("&"))
        {
            _at++;
            node = Checked(new LogicNode(isAnd: true, node, Not()));
        }

        return node;
    }

    private ExpressionNode Not()
    {
        int count = 0;
        for (; Now.IsWord("not"); _at++)
        {
            count++;
        }

        ExpressionNode node = Compared();
        return count == 0 ? node : Checked(new NotNode(count % 2 == 1 ? node : Checked(new NotNode(node))));
    }

    private ExpressionNode Compared()
    {
        ExpressionNode node = Sum();
        if (Now.Kind == TokenKind.Symbol && ComparisonsByName.TryGetValue(Now.Text, out Comparison comparison))
        {
            _at++;
            node = Checked(NumberComparisonNode.Of(comparison, node, Sum()));
            if (Now.Kind == TokenKind.Symbol && ComparisonsByName.ContainsKey(Now.Text))
            {
                throw Fault(Now, "a comparison is compared again. Write 'a < b and b < c', or put one of them in parentheses.");
            }
        }

        return node;
    }

    private ExpressionNode Sum()
    {
        ExpressionNode node = Product();
        while (Now.Is("+") || Now.Is("-"))
        {
            Func<Cell, Cell, Cell> function = Take().Text == "+" ? Arithmetic.Add : Arithmetic.Subtract;
            node = Checked(new BinaryNode(function, node, Product()));
        }

        return node;
    }

    private ExpressionNode Product()
    {
        ExpressionNode node = Signed();
        while (Now.Is("*") || Now.Is("/") || Now.Is("%"))
        {
            Func<Cell, Cell, Cell> function = Take().Text switch { "*" => Arithmetic.Multiply, "/" => Arithmetic.Divide, _ => Arithmetic.Remainder };
            node = Checked(new BinaryNode(function, node, Signed()));
        }

        return node;
    }

    private ExpressionNode Signed()
    {
        if (!(Now.Is("-") || Now.Is("+") || Now.Is("!")))
        {
            return Power();
        }

        if (++_nesting > DeepestNesting)
        {
            throw Fault(Now, $"more than {DeepestNesting} signs stand before one another.");
        }

        string sign = Take().Text;
        ExpressionNode operand = Signed();
        _nesting--;
        return Checked(sign switch
        {
            "-" => new UnaryNode(Arithmetic.Negate, operand),
            "+" => new UnaryNode(Arithmetic.Plus, operand),
            _ => new NotNode(operand),
        });
    }

    private ExpressionNode Power()
    {
        ExpressionNode node = Primary();
        if (!Now.Is("**"))
        {
            return node;
        }

        if (++_nesting > DeepestNesting)
        {
            throw Fault(Now, $"more than {DeepestNesting} powers stand above one another.");
        }

        _at++;
        node = Checked(new BinaryNode(Arithmetic.Power, node, Signed()));
        _nesting--;
        return node;
    }

    private ExpressionNode Primary()
    {
        ExpressionToken token = Now;
        switch (token.Kind)
        {
            case TokenKind.Number:
                _at++;
                return new ConstantNode(token.Number);
            case TokenKind.Text:
                _at++;
                return new ConstantNode(new Cell(token.Text));
            case TokenKind.Name when Following.Is("("):
                return Call();
            case TokenKind.Name when ConstantOf(token.Text) is { } constant:
                _at++;
                return constant;
            case TokenKind.Name when token.Text is "and" or "or" or "not":
                throw Fault(token, Unexpected($"a value before '{token.Text}'") + $" A column of that name is written `{token.Text}`.");
            case TokenKind.Name or TokenKind.QuotedName:
                _at++;
                if (!_names.Contains(token.Steps[0], StringComparer.Ordinal))
                {
                    _names.Add(token.Steps[0]);
                }

                return new ColumnNode(new CellPath(token.Steps));
            case TokenKind.Symbol when token.Text == "(":
                _at++;
                ExpressionNode inner = Conditional();
                Expect(")", "')'");
                return inner;
            default:
                throw Fault(token, Unexpected("a value"));
        }
    }

    private static ExpressionNode? ConstantOf(string name) => name switch
    {
        "pi" => new NamedConstantNode(name, new Cell(Math.PI)),
        "e" => new NamedConstantNode(name, new Cell(Math.E)),
        "true" => new ConstantNode(new Cell(true)),
        "false" => new ConstantNode(new Cell(false)),
        "null" => new ConstantNode(Cell.Null),
        _ => null,
    };

    private ExpressionNode Call()
    {
        ExpressionToken name = Take();
        _at++;
        var arguments = new List<ExpressionNode>();
        while (!Now.Is(")"))
        {
            arguments.Add(Conditional());
            if (!TakeIf(","))
            {
                break;
            }
        }

        Expect(")", "',' or ')'");
        (ExpressionNode? node, string? fault) = Functions.Make(name.Text, [.. arguments]);
        return node is null ? throw Fault(name, fault!) : Checked(node);
    }

    /// <summary>Refuses trees that are too deep to walk.</summary>
    private ExpressionNode Checked(ExpressionNode node) => node.Depth > DeepestTree
        ? throw Fault(Now, $"more than {DeepestTree} operators stand on one another. Compute parts of it in a step before.")
        : node;
}
