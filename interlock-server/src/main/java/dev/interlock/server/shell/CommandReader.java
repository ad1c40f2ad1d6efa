package dev.interlock.server.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The reader of one command: which program it is, what the program is told to do, and which files it writes. A command of which its
 * words do not tell that is unread.
 */
final class CommandReader {

    /** The folders whose programs are known by their names alone. */
    private static final Set<String> SYSTEM =
            Set.of("/bin", "/sbin", "/usr/bin", "/usr/sbin", "/usr/local/bin", "/opt/homebrew/bin");

    private CommandReader() {}

    /**
     * Reads a command.
     *
     * @param words without quotes; the first is the program
     * @param written the files of redirections
     * @param read likewise
     */
    static SimpleCommand read(List<String> words, List<String> written, List<String> read) throws UnreadException {
        String program = program(words.getFirst());
        List<String> arguments = words.subList(1, words.size());
        String name = program.substring(program.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
        objectTo(Programs.objection(name, arguments));
        List<String> files = new ArrayList<>(written);
        List<String> does = new ArrayList<>(List.of(program));
        List<String> before = new ArrayList<>();
        Optional<CommandForm> form = CommandForm.of(program);
        if (form.isPresent()) {
            arguments = sorted(form.get(), program, arguments, does, before);
            Options.Reading reading = form.get()
                    .after(String.join(" ", does.subList(1, does.size())))
                    .read(arguments);
            objectTo(program, reading);
            files.addAll(reading.written());
        }
        List<String> plain = new ArrayList<>(does);
        plain.addAll(arguments);
        objectTo(ArgumentChecks.objection(plain, before));
        files.addAll(ArgumentChecks.written(plain));
        objectTo(Stream.concat(files.stream(), read.stream())
                .filter(ArgumentChecks::isDevice)
                .findFirst()
                .map(file -> "it reads or writes `" + file + "`, which may be a connection or a device"));
        does.addAll(before);
        does.addAll(arguments);
        return new SimpleCommand(words, does, files, read, Programs.onlyReads(does));
    }

    /** The name of a program of the system; of any other the path, as it could be anybody's. */
    private static String program(String word) {
        int slash = word.lastIndexOf('/');
        return slash >= 0 && SYSTEM.contains(word.substring(0, slash)) ? word.substring(slash + 1) : word;
    }

    /** Takes the sub-commands, and the options before them, out of the arguments. Returns the others. */
    private static List<String> sorted(
            CommandForm form, String program, List<String> arguments, List<String> commands, List<String> before)
            throws UnreadException {
        List<String> rest = arguments;
        for (int i = 0; i < form.depth(); i++) {
            Options.Reading reading = form.before().leading(rest);
            objectTo(program, reading);
            before.addAll(reading.leading());
            rest = reading.operands();
            if (rest.isEmpty()) {
                break;
            }
            commands.add(rest.getFirst());
            rest = rest.subList(1, rest.size());
        }
        return rest;
    }

    private static void objectTo(String program, Options.Reading reading) throws UnreadException {
        objectTo(reading.refused()
                .map(option -> "`" + program + "` has the option `" + option + "`, whose effect is not known here"));
    }

    private static void objectTo(Optional<String> why) throws UnreadException {
        if (why.isPresent()) {
            throw new UnreadException(why.get());
        }
    }
}
