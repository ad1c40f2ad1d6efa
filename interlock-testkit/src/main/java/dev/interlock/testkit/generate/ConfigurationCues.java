package dev.interlock.testkit.generate;

import dev.interlock.engine.command.Command;
import dev.interlock.engine.model.ConfigurationEntry;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Starts with a configuration: another one than before, the same, or an earlier one, under a seed of its own. Some servers start often,
 * so that an earlier configuration comes back within a story; the others never, so that all else has its place.
 */
final class ConfigurationCues {

    private final Dice dice;
    private final boolean often;

    ConfigurationCues(World world) {
        this.dice = new Dice(world.seed() ^ 0xC04F16L);
        this.often = dice.percent(15);
    }

    /** The command, now and then that of a server that starts with a configuration instead. */
    Command perhaps(Command command) {
        if (!often || !dice.percent(4)) {
            return command;
        }
        var entries = new TreeMap<String, ConfigurationEntry>();
        if (dice.percent(70)) {
            // One of a few, so that one of them comes back.
            entries.put(
                    "agent/a", new ConfigurationEntry(new TreeMap<>(Map.of("owner", List.of(dice.pick("a", "b"))))));
        } else {
            for (String name : List.of("agent/a", "agent/b", "upstream/erp")) {
                if (dice.percent(85)) {
                    entries.put(name, entry());
                }
            }
        }
        if (dice.percent(2)) {
            entries.put("agent/\u0000", entry());
        }
        return new Command.RecordConfiguration(
                entries, dice.percent(70) ? Optional.of(dice.pick("root", "otto")) : Optional.empty());
    }

    private ConfigurationEntry entry() {
        var settings = new TreeMap<String, List<String>>();
        settings.put("kind", List.of(dice.pick("a", "b")));
        if (dice.percent(70)) {
            settings.put("owner", List.of(dice.pick("finance", "a\nb")));
        }
        if (dice.percent(10)) {
            settings.put("groups", List.of("x".repeat(dice.pick(2_000, 3_500, 4_500)), "y"));
        }
        return new ConfigurationEntry(settings);
    }
}
