namespace Millstream.Http;

/// <summary>What a request asks for.</summary>
public enum RequestMethod
{
    /// <summary>To do something with the body.</summary>
    Post,

    /// <summary>To keep the body under the address.</summary>
    Put,

    /// <summary>To change what is under the address.</summary>
    Patch,

    /// <summary>To delete what is under the address.</summary>
    Delete,

    /// <summary>To give what is under the address.</summary>
    Get,

    /// <summary>To give the status alone.</summary>
    Head,
}
