package dev.interlock.cli.terminal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;

/**
 * The build that is running.
 *
 * @param interlock version of the project, as in its pom
 * @param java version of the running Java
 */
public record Version(String interlock, String java) {

    /** The version of the running program. */
    public static Version current() {
        Properties properties = new Properties();
        try (InputStream in = Version.class.getResourceAsStream("version.properties")) {
            properties.load(Objects.requireNonNull(in, "version.properties is missing from the build"));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the version of this build", e);
        }
        return new Version(
                properties.getProperty("version", "unknown"), Runtime.version().toString());
    }
}
