package dev.interlock.cli.command.policy;

import dev.interlock.cli.draft.RulesFolder;
import dev.interlock.cli.draft.ShippedServers;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.policy.load.FolderTree;
import dev.interlock.server.render.Plain;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/**
 * The folder of a bundle on a command line: a path, {@code shipped:memory} for a bundle of a real server that comes with Interlock,
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

    /** Loads the bundle in a folder; a path that is not a folder is a mistake in the command line. */
    public static PolicyBundle load(Path folder, CommandSpec spec) {
        return PolicyBundle.load(existing(folder, spec));
    }

    /** Returns the files of a bundle, shown from the working folder where a configuration is read beside them. */
    static FolderTree files(Path folder, @Nullable Path config, CommandSpec spec) {
        Path existing = existing(folder, spec);
        return config == null ? new FolderTree(existing) : FolderTree.shownFromHere(existing);
    }

    private static Path existing(Path folder, CommandSpec spec) {
        if (!Files.isDirectory(folder)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "`" + folder + "` is not a folder; a bundle is a folder with an `interlock.yaml`");
        }
        return folder;
    }
}
