package dev.interlock.cli.command.policy;

import dev.interlock.cli.draft.RulesFolder;
import dev.interlock.cli.draft.ShippedServers;
import dev.interlock.server.render.Plain;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads the folder of a bundle from a command line: a path, {@code shipped:memory} for a bundle of a real server that comes with Interlock,
 * or {@code agent-baseline} for the bundle of any server. No folder in the working folder can take the place of these: one that is also named
 * {@code agent-baseline} is written {@code ./agent-baseline}.
 */
public final class BundleFolder implements ITypeConverter<Path> {

    private static final String PREFIX = "shipped:";

    @Override
    public Path convert(String value) {
        if (value.equals(RulesFolder.BASELINE) || value.equals(PREFIX + RulesFolder.BASELINE)) {
            return RulesFolder.baseline();
        }
        if (!value.startsWith(PREFIX)) {
            return Path.of(value);
        }
        ShippedServers shipped = ShippedServers.here();
        String name = value.substring(PREFIX.length());
        return shipped.bundle(name)
                .orElseThrow(() ->
                        new TypeConversionException("no bundle `" + Plain.of(name) + "` is shipped; choose one of "
                                + RulesFolder.BASELINE + ", " + String.join(", ", shipped.names())));
    }
}
