// One server for all tests but those that stop it.
[assembly: AssemblyFixture(typeof(Millstream.RabbitMq.RabbitProcess))]
