package dev.interlock.policy.compile;

import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.policy.catalog.Catalog;
import dev.interlock.policy.catalog.Created;
import dev.interlock.policy.diagnostic.Diagnostic;
import dev.interlock.policy.lint.Sources;
import dev.interlock.policy.load.FileTree;
import dev.interlock.policy.load.FolderTree;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The outcome of loading a bundle. Loading ends in one of the two, whatever the files hold. */
public sealed interface PolicyBundle {

    /** The errors and warnings, by position. */
    List<Diagnostic> diagnostics();

    /** Loads the bundle in a folder. A bundle that is rejected must not be activated; the running one stays. */
    static PolicyBundle load(Path folder) {
        return load(new FolderTree(folder));
    }

    static PolicyBundle load(FileTree tree) {
        return new Checker(tree).check();
    }

    /** A warning that the author accepts, and the reason why it is all right. */
    record Accepted(Diagnostic warning, String because) {}

    /** A bundle with errors. */
    record Rejected(List<Diagnostic> diagnostics) implements PolicyBundle {
        public Rejected {
            diagnostics = List.copyOf(diagnostics);
        }
    }

    /**
     * A bundle without errors. Immutable and thread-safe.
     *
     * @param engine the bundle that the engine decides by
     * @param diagnostics warnings that are open
     * @param accepted warnings that the author accepts, with the reason
     * @param catalog the mapping from calls to facts
     * @param places the places of its parts in its files
     */
    record Compiled(
            Bundle engine, List<Diagnostic> diagnostics, List<Accepted> accepted, Catalog catalog, Sources places)
            implements PolicyBundle {
        public Compiled {
            diagnostics = List.copyOf(diagnostics);
            accepted = List.copyOf(accepted);
        }

        /** {@code sha-256:} and the hex digest over the files. */
        public String digest() {
            return engine.digest();
        }

        /** See {@link Catalog#facts}. */
        public CallFacts facts(String server, String tool, Map<String, ?> args, String argumentsDigest) {
            return catalog.facts(server, tool, args, argumentsDigest);
        }

        /**
         * The outcome of a call whose answer somebody made up. An empty answer says nothing of the elements of a
         * list, and all of them count as done.
         */
        public Settlement supposed(String server, String tool, Map<String, ?> args, Map<String, ?> result) {
            return result.isEmpty() && catalog.created(server, tool, args, result, null) instanceof Created.Named named
                    ? new Settlement.Succeeded(named.keys())
                    : catalog.outcome(server, tool, args, result, null);
        }
    }
}
