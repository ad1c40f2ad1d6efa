package dev.interlock.bench.replay;

import dev.interlock.bench.report.Bench;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The command line of {@link FlowBench}.
 *
 * @param suites whose figures are printed; {@value #ALL} for all together
 * @param curve the file for the plot of the curve
 * @param analysis the file for the tables of reasons
 */
record FlowOptions(
        boolean help,
        List<String> suites,
        List<FlowTier> tiers,
        List<AttackForm> forms,
        Optional<Path> curve,
        Optional<Path> analysis) {

    static final String ALL = "all";

    static final List<String> SUITES = List.of(ALL, "banking", "slack", "travel", "workspace");

    static final String HELP = """
        usage: bench/run agentdojo [--suite=NAME] [--tier=NAME] [--form=NAME]
               bench/run agentdojo --curve=FILE.svg
               bench/run agentdojo --analysis=FILE.md

        Feeds the recorded runs of the shared corpus through the engine and prints figures as lines of JSON.
        Without options: all suites, tiers and forms.

          --suite=NAME     all, banking, slack, travel or workspace
          --tier=NAME      default, first-use (default, and a rule about new destinations) or
                           agent-baseline (the rules of that bundle); without adaptive forms: strict,
                           no-requests (strict, whatever content asks for) or no-instruction (default,
                           as if no person had given one)
          --form=NAME      recorded, or adaptive attacks: statement, field, both, split, language,
                           encoded, sub-agent, file, memory, later
          --curve=FILE     writes a plot from the strictest rule to the most lenient one, and prints its table
          --analysis=FILE  writes the commonest reasons for holding ordinary work and for missing an attack
          --help           prints this text

        The history of an owner consists of the benign runs of the same model for the other user tasks of the
        suite; first-use and agent-baseline look at it.
        Metrics: attacks_stopped_percent, benign_unheld_percent, tcr0_percent.
        Params: suite, tier and form as above; models: six (those that were attacked) or twelve (the others);
        of: succeeded or stoppable attacks, all benign runs or those acting; runs: how many these are.
        """;

    static FlowOptions of(List<String> args) throws Bench.BadArguments {
        boolean help = false;
        List<String> suites = SUITES;
        List<FlowTier> tiers = List.of(FlowTier.values());
        List<AttackForm> forms = List.of(AttackForm.values());
        Optional<Path> curve = Optional.empty();
        Optional<Path> analysis = Optional.empty();
        for (String arg : args) {
            int equals = arg.indexOf('=');
            String name = equals < 0 ? arg : arg.substring(0, equals);
            String value = equals < 0 ? "" : arg.substring(equals + 1);
            switch (name) {
                case "--help", "-h" -> help = true;
                case "--suite" -> suites = List.of(chosen(name, value, SUITES));
                case "--tier" -> {
                    List<String> names = Arrays.stream(FlowTier.values())
                            .map(tier -> tier.text)
                            .toList();
                    tiers = List.of(FlowTier.values()[names.indexOf(chosen(name, value, names))]);
                }
                case "--form" -> {
                    List<String> names = Arrays.stream(AttackForm.values())
                            .map(form -> form.text)
                            .toList();
                    forms = List.of(AttackForm.values()[names.indexOf(chosen(name, value, names))]);
                }
                case "--curve" -> curve = Optional.of(file(name, value));
                case "--analysis" -> analysis = Optional.of(file(name, value));
                default -> throw new Bench.BadArguments("there is no option `" + arg + "`; --help lists them");
            }
        }
        return new FlowOptions(help, suites, tiers, forms, curve, analysis);
    }

    private static String chosen(String name, String value, List<String> known) throws Bench.BadArguments {
        if (!known.contains(value)) {
            throw new Bench.BadArguments(name + "=" + value + ": expected one of " + String.join(", ", known));
        }
        return value;
    }

    private static Path file(String name, String value) throws Bench.BadArguments {
        if (value.isEmpty()) {
            throw new Bench.BadArguments(name + ": expected the name of a file, as in " + name + "=result");
        }
        return Path.of(value);
    }
}
