package dev.interlock.cli.command.policy;

import dev.interlock.cli.terminal.Screen;
import dev.interlock.cli.terminal.WrongUsage;
import dev.interlock.policy.load.BundleFolder;
import dev.interlock.policy.load.BundleLoader;
import dev.interlock.policy.load.FolderTree;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.SortedSet;
import java.util.TreeSet;

/** The files of bundles below given folders. YAML of others, such as a pipeline's, is none of ours. */
final class BundleFileFinder {

    private BundleFileFinder() {}

    /** Files as they are given; of folders the YAML files that stand in or below the folder of a bundle. */
    static SortedSet<Path> find(Collection<Path> paths) throws WrongUsage {
        SortedSet<Path> out = new TreeSet<>();
        for (Path path : paths) {
            if (Files.isRegularFile(path)) {
                out.add(path);
            } else if (Files.isDirectory(path)) {
                SortedSet<Path> inside = inBundles(path);
                if (inside.isEmpty()) {
                    throw new WrongUsage("there is no bundle in `" + Screen.printable(path.toString())
                            + "`: a bundle is a folder with an `" + BundleLoader.ROOT + "`");
                }
                out.addAll(inside);
            } else {
                throw new WrongUsage("there is no file or folder `" + Screen.printable(path.toString()) + "`");
            }
        }
        return out;
    }

    private static SortedSet<Path> inBundles(Path folder) {
        SortedSet<Path> out = new TreeSet<>();
        for (String file : new FolderTree(folder).list().files()) {
            Path path = folder.resolve(file);
            if (BundleFolder.of(path, Files::isRegularFile).isPresent()) {
                out.add(path);
            }
        }
        return out;
    }
}
