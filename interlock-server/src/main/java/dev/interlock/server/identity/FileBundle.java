package dev.interlock.server.identity;

import dev.interlock.server.identity.spiffe.BundleReader;
import dev.interlock.server.identity.spiffe.SpiffeBundle;
import dev.interlock.server.identity.spiffe.TrustDomain;
import dev.interlock.server.jose.JwkSetReader;
import dev.interlock.server.jose.JwtResult;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A bundle in a file, looked at again at most once a second, when it is needed. A file that cannot be read, breaks the rules or is
 * older than the one before changes nothing, and is reported once. Thread-safe.
 */
public final class FileBundle implements BundleSource {

    private static final System.Logger LOG = System.getLogger(FileBundle.class.getName());
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final TrustDomain domain;
    private final Path file;
    private final Sequences sequences;
    private volatile Seen seen;

    /** @param print what the file looked like, or null where there was none */
    private record Seen(SpiffeBundle bundle, @Nullable Print print, Instant at) {}

    /** A change of the file that keeps all of these is not noticed. */
    private record Print(
            FileTime modified, long size, @Nullable Object key) {}

    private FileBundle(TrustDomain domain, Path file, Sequences sequences, Seen seen) {
        this.domain = domain;
        this.file = file;
        this.sequences = sequences;
        this.seen = seen;
    }

    /** @throws IOException if there is no bundle in the file, or an older one than was trusted before */
    public static FileBundle open(TrustDomain domain, Path file, Sequences sequences, Instant now) throws IOException {
        Print print = print(file); // before it is read: what is written meanwhile is read again
        return switch (read(domain, file)) {
            case JwtResult.Ok<SpiffeBundle>(SpiffeBundle bundle) -> {
                Optional<String> objection = sequences.objection(bundle);
                if (objection.isPresent()) {
                    throw new IOException("the bundle `" + file + "` of `" + domain + "`: " + objection.get());
                }
                sequences.trusted(bundle);
                yield new FileBundle(domain, file, sequences, new Seen(bundle, print, now));
            }
            case JwtResult.Refused<SpiffeBundle> refused ->
                throw new IOException("the bundle `" + file + "` of `" + domain + "`: " + refused.message());
        };
    }

    @Override
    public SpiffeBundle current(Instant now) {
        Seen last = seen;
        // a clock that was set back is no reason to wait
        boolean fresh = !now.isBefore(last.at) && now.isBefore(last.at.plus(PAUSE));
        return fresh ? last.bundle : look(now);
    }

    private synchronized SpiffeBundle look(Instant now) {
        Seen last = seen;
        Print print = null;
        try {
            print = print(file);
            if (print.equals(last.print)) {
                seen = new Seen(last.bundle, print, now);
                return last.bundle;
            }
            SpiffeBundle next = taken(read(domain, file), last.bundle);
            seen = new Seen(next, print, now);
        } catch (IOException e) {
            if (last.print != null) {
                LOG.log(System.Logger.Level.WARNING, kept(why(e)));
            }
            seen = new Seen(last.bundle, null, now);
        }
        return seen.bundle;
    }

    private SpiffeBundle taken(JwtResult<SpiffeBundle> read, SpiffeBundle last) throws IOException {
        return switch (read) {
            case JwtResult.Refused<SpiffeBundle> refused -> {
                LOG.log(System.Logger.Level.WARNING, kept(refused.message()));
                yield last;
            }
            case JwtResult.Ok<SpiffeBundle>(SpiffeBundle next) -> {
                Optional<String> objection = sequences.objection(next);
                if (objection.isPresent()) {
                    LOG.log(System.Logger.Level.WARNING, kept(objection.get()));
                    yield last;
                }
                sequences.trusted(next);
                LOG.log(System.Logger.Level.INFO, "the bundle of `" + domain + "` has changed");
                yield next;
            }
        };
    }

    private String kept(String why) {
        return "the bundle of `" + domain + "` is unchanged: " + why;
    }

    private static String why(IOException e) {
        return e instanceof NoSuchFileException
                ? "its file is missing"
                : "its file cannot be read, or its sequence cannot be stored";
    }

    private static Print print(Path file) throws IOException {
        BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
        return new Print(found.lastModifiedTime(), found.size(), found.fileKey());
    }

    private static JwtResult<SpiffeBundle> read(TrustDomain domain, Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return BundleReader.read(domain, in.readNBytes(JwkSetReader.MAX_BYTES + 1));
        }
    }
}
