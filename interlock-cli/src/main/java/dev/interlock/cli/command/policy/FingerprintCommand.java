package dev.interlock.cli.command.policy;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.interlock.cli.terminal.ExitCode;
import dev.interlock.cli.terminal.WrongUsage;
import dev.interlock.policy.secret.Fingerprint;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.security.SecureRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code interlock fingerprint}: by what a bundle knows a secret again. It is never an argument, which others could see. */
@Command(
        name = "fingerprint",
        description = "Fingerprint a secret, so that results can be searched for it.",
        footer = {
            "",
            "Reads the secret from standard input, without a trailing newline. Each fingerprint "
                    + "of the same secret is different.",
            "Anyone who has a fingerprint can test guesses against it, so use it only for values "
                    + "that no one can guess. See docs/rules/inspect.md."
        })
public final class FingerprintCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, WrongUsage {
        spec.commandLine().getOut().println(of(System.in));
        return ExitCode.FINE;
    }

    static Fingerprint of(InputStream in) throws IOException, WrongUsage {
        byte[] bytes = in.readNBytes(Fingerprint.MAX_LENGTH + 3);
        try {
            String secret = UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            return Fingerprint.of(secret.replaceFirst("\\r?\\n$", ""), new SecureRandom());
        } catch (CharacterCodingException e) {
            throw new WrongUsage("the secret is not valid UTF-8");
        } catch (IllegalArgumentException e) {
            throw new WrongUsage(String.valueOf(e.getMessage()));
        }
    }
}
