package dev.interlock.cli;

import dev.interlock.cli.command.approval.ApprovalsCommand;
import dev.interlock.cli.command.approval.BreakGlassCommand;
import dev.interlock.cli.command.approval.ContactCommand;
import dev.interlock.cli.command.approval.DelegationCommand;
import dev.interlock.cli.command.gateway.ActivateCommand;
import dev.interlock.cli.command.gateway.ClockCommand;
import dev.interlock.cli.command.gateway.CoazCommand;
import dev.interlock.cli.command.gateway.ConnectCommand;
import dev.interlock.cli.command.gateway.ConsoleCommand;
import dev.interlock.cli.command.gateway.DoctorCommand;
import dev.interlock.cli.command.gateway.HookCommand;
import dev.interlock.cli.command.gateway.InitCommand;
import dev.interlock.cli.command.gateway.McpCommand;
import dev.interlock.cli.command.gateway.ProposeCommand;
import dev.interlock.cli.command.gateway.ServeCommand;
import dev.interlock.cli.command.gateway.UpstreamCommand;
import dev.interlock.cli.command.gateway.VersionCommand;
import dev.interlock.cli.command.identity.AgentCommand;
import dev.interlock.cli.command.identity.IdentityCommand;
import dev.interlock.cli.command.identity.LoginCommand;
import dev.interlock.cli.command.identity.LogoutCommand;
import dev.interlock.cli.command.identity.OwnerCommand;
import dev.interlock.cli.command.identity.TokenCommand;
import dev.interlock.cli.command.identity.WhoamiCommand;
import dev.interlock.cli.command.ledger.AuditCommand;
import dev.interlock.cli.command.ledger.BackupCommand;
import dev.interlock.cli.command.ledger.ExplainCommand;
import dev.interlock.cli.command.ledger.LedgerCommand;
import dev.interlock.cli.command.ledger.RestoreCommand;
import dev.interlock.cli.command.policy.CatalogCommand;
import dev.interlock.cli.command.policy.CheckCommand;
import dev.interlock.cli.command.policy.DiffCommand;
import dev.interlock.cli.command.policy.FingerprintCommand;
import dev.interlock.cli.command.policy.FormatCommand;
import dev.interlock.cli.command.policy.LspCommand;
import dev.interlock.cli.command.policy.PlanCommand;
import dev.interlock.cli.command.policy.ReachCommand;
import dev.interlock.cli.command.policy.ReplayCommand;
import dev.interlock.cli.command.policy.SchemaCommand;
import dev.interlock.cli.command.policy.TestCommand;
import dev.interlock.cli.command.task.LeaseCommand;
import dev.interlock.cli.command.task.LinkCommand;
import dev.interlock.cli.command.task.ObserveCommand;
import dev.interlock.cli.command.task.ReconcileCommand;
import dev.interlock.cli.command.task.TaskCommand;
import dev.interlock.cli.reference.CompletionCommand;
import dev.interlock.cli.reference.ManCommand;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The commands of the command line, in the order of its help. */
final class Commands {

    private static final List<Class<?>> ALL = List.of(
            DemoCommand.class,
            InitCommand.class,
            HookCommand.class,
            ServeCommand.class,
            ConnectCommand.class,
            McpCommand.class,
            TokenCommand.class,
            LoginCommand.class,
            LogoutCommand.class,
            WhoamiCommand.class,
            ConsoleCommand.class,
            IdentityCommand.class,
            FingerprintCommand.class,
            CheckCommand.class,
            TestCommand.class,
            FormatCommand.class,
            SchemaCommand.class,
            LspCommand.class,
            ReplayCommand.class,
            ReachCommand.class,
            DiffCommand.class,
            CatalogCommand.class,
            CoazCommand.class,
            PlanCommand.class,
            TaskCommand.class,
            ApprovalsCommand.class,
            DelegationCommand.class,
            ContactCommand.class,
            ReconcileCommand.class,
            LinkCommand.class,
            BreakGlassCommand.class,
            LeaseCommand.class,
            AgentCommand.class,
            OwnerCommand.class,
            ObserveCommand.class,
            DoctorCommand.class,
            UpstreamCommand.class,
            ClockCommand.class,
            AuditCommand.class,
            ProposeCommand.class,
            ActivateCommand.class,
            LedgerCommand.class,
            BackupCommand.class,
            RestoreCommand.class,
            ExplainCommand.class,
            DemoErpCommand.class,
            HelpCommand.class,
            VersionCommand.class,
            CompletionCommand.class,
            ManCommand.class);

    /** Commands that look at all others. */
    private static final Set<String> OF_ALL = Set.of("help", "completion", "man");

    /** Commands that go on as another one. */
    private static final Map<String, String> GOES_ON_AS = Map.of("init", "serve");

    private Commands() {}

    /** Adds the commands that arguments need: the one that they name, or all where they name none, or one that looks at the others. */
    static void add(CommandLine line, String[] args) {
        Optional<Class<?>> meant = args.length == 0 || OF_ALL.contains(args[0]) ? Optional.empty() : named(args[0]);
        if (meant.isEmpty()) {
            ALL.forEach(line::addSubcommand);
        } else {
            line.addSubcommand(meant.get());
            Optional.ofNullable(GOES_ON_AS.get(args[0]))
                    .flatMap(Commands::named)
                    .ifPresent(line::addSubcommand);
        }
    }

    private static Optional<Class<?>> named(String name) {
        return ALL.stream()
                .filter(type -> type.getAnnotation(Command.class).name().equals(name))
                .findFirst();
    }
}
