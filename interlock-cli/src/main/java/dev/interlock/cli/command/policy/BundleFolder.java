package dev.interlock.cli.command.policy;

import dev.interlock.cli.draft.ShippedServers;
import dev.interlock.server.render.Plain;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads the folder of a bundle from a command line: a path, or {@code shipped:memory} for a bundle of a real server that comes with
 * Interlock. The prefix keeps a folder that somebody makes in the working folder from taking the place of such a bundle.
 */
public final class BundleFolder implements ITypeConverter<Path> {

    private static final String PREFIX = "shipped:";

    @Override
    public Path convert(String value) {
        if (!value.startsWith(PREFIX)) {
            return Path.of(value);
        }
        ShippedServers shipped = ShippedServers.here();
        String name = value.substring(PREFIX.length());
        return shipped.bundle(name)
                .orElseThrow(() -> new TypeConversionException("no bundle `" + Plain.of(name)
                        + "` is shipped; choose one of " + String.join(", ", shipped.names())));
    }
}
