package dev.barycenter.jobs.registry;

import dev.barycenter.driver.storage.Sha256;
import dev.barycenter.jobs.data.DataException;
import dev.barycenter.jobs.run.Json;
import dev.barycenter.jobs.run.RunFolder;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A folder with the versions of a model, on any file system that Hadoop knows.
 *
 * <pre>{@code
 * versions/1/claim.json     whoever creates it has the number
 * versions/1/model.keras …  a run folder
 * versions/1/version.json   written last: the version is whole
 * serving/1.json            names the version that serves; the highest number counts
 * }</pre>
 *
 * <p>No file is ever replaced, and of several writers of one name one succeeds (see {@link
 * NewFile}), so that any number of programs may work at once: each gets a version of its own, and a
 * promotion that has not seen the one before it fails. A program that is killed leaves a version
 * that is not sealed, which never serves.
 */
public final class Registry {
  private static final String CLAIM = "claim.json";
  private static final String SEAL = "version.json";
  private static final String VERSIONS = "versions";
  private static final String SERVING = "serving";
  private static final Pattern NUMBER = Pattern.compile("(\\d{1,9})(\\.json)?");

  private final RunFolder root;
  private final Configuration hadoop;

  /** Who has a number. */
  private record Claim(String token) {}

  private Registry(RunFolder root, Configuration hadoop) {
    this.root = root;
    this.hadoop = hadoop;
  }

  /** Opens the registry in a folder, which need not exist. */
  public static Registry open(String folder, Configuration hadoop) {
    return new Registry(new RunFolder(folder, hadoop), hadoop);
  }

  /**
   * Opens the registry in a folder.
   *
   * @throws RegistryException if there is none
   */
  public static Registry existing(String folder, Configuration hadoop) {
    Registry registry = open(folder, hadoop);
    if (!registry.root.has(VERSIONS)) {
      throw new RegistryException(
          "'%s' is no registry: it has no folder 'versions'. A retraining makes one."
              .formatted(folder));
    }
    return registry;
  }

  /**
   * Returns the run folder that a folder stands for: of a registry that of the version that serves,
   * else the folder itself.
   *
   * @throws RegistryException if no version of the registry serves
   */
  public static String run(String folder, Configuration hadoop) {
    Registry registry = open(folder, hadoop);
    if (!registry.root.has(VERSIONS)) {
      return folder;
    }
    int version =
        registry
            .serving()
            .version()
            .orElseThrow(
                () -> new RegistryException("No version of '%s' serves yet.".formatted(folder)));
    return registry.folder(version).toString();
  }

  /** Claims the next number, whoever else does so at the same time; its folder is a new one. */
  public int claim() {
    List<Integer> numbers = versions();
    byte[] claim = Json.bytes(new Claim(UUID.randomUUID().toString()));
    int number = numbers.isEmpty() ? 1 : numbers.get(numbers.size() - 1) + 1;
    while (!create(folder(number).path(CLAIM), claim)) {
      number++;
    }
    return number;
  }

  /** Returns the run folder of a version. */
  public RunFolder folder(int number) {
    return new RunFolder(root.path(VERSIONS + "/" + number).toString(), hadoop);
  }

  /**
   * Seals a version: from now on it is whole. The digests of its files are added to what is said of
   * it; the states that its training might have gone on from are removed.
   */
  public Version seal(Version version) {
    RunFolder folder = folder(version.number());
    folder.delete(RunFolder.CHECKPOINTS);
    Version sealed = version.with(digests(folder));
    if (!create(folder.path(SEAL), Json.bytes(sealed))) {
      throw new RegistryException(
          "Version %d of '%s' is sealed already.".formatted(version.number(), root));
    }
    return sealed;
  }

  /** Returns the numbers of all versions in their order, also of those that are not sealed. */
  public List<Integer> versions() {
    return numbers(VERSIONS);
  }

  /** Returns what is known of a version; empty if it is not sealed or there is none. */
  public Optional<Version> version(int number) {
    return read(folder(number).path(SEAL), Version.class);
  }

  /**
   * Returns what is known of a version that is whole.
   *
   * @throws RegistryException if there is no such version, it is not sealed, or a file of it is not
   *     what it was
   */
  public Version whole(int number) {
    Version version =
        version(number)
            .orElseThrow(
                () ->
                    new RegistryException(
                        versions().contains(number)
                            ? "Version %d of '%s' is not sealed: its training has not ended."
                                .formatted(number, root)
                            : "'%s' has no version %d, but %s."
                                .formatted(root, number, versions())));
    Map<String, String> found = digests(folder(number));
    version
        .files()
        .forEach(
            (file, digest) -> {
              if (!digest.equals(found.get(file))) {
                throw new RegistryException(
                    "Version %d of '%s' is damaged: '%s' %s. Restore it, or promote another version."
                        .formatted(
                            number,
                            root,
                            file,
                            found.containsKey(file) ? "is not what it was" : "is gone"));
              }
            });
    return version;
  }

  /** Returns which versions serve and have served. Files that name none that is whole are void. */
  public ServingHistory serving() {
    List<Serving> entries = new ArrayList<>();
    List<Integer> numbers = numbers(SERVING);
    for (int number : numbers) {
      read(entry(number), Serving.class)
          .filter(entry -> folder(entry.version()).has(SEAL))
          .ifPresent(entries::add);
    }
    return new ServingHistory(numbers.isEmpty() ? 0 : numbers.get(numbers.size() - 1), entries);
  }

  /**
   * Makes a version serve.
   *
   * @param seen what was known when this was decided
   * @return false if somebody has promoted another one since then; nothing is changed
   */
  public boolean promote(ServingHistory seen, Serving next) {
    if (version(next.version()).isEmpty()) {
      throw new IllegalArgumentException(
          "Version %d is not sealed and cannot serve.".formatted(next.version()));
    }
    return create(entry(seen.last() + 1), Json.bytes(next));
  }

  private static SortedMap<String, String> digests(RunFolder folder) {
    SortedMap<String, String> digests = new TreeMap<>();
    for (String file : folder.files()) {
      if (!file.equals(CLAIM) && !file.equals(SEAL)) {
        try (InputStream in = folder.read(file)) {
          digests.put(file, Sha256.text(in));
        } catch (IOException e) {
          throw new UncheckedIOException(
              "'%s' cannot be read: %s".formatted(folder.path(file), e.getMessage()), e);
        }
      }
    }
    return digests;
  }

  private Path entry(int number) {
    return root.path("%s/%d.json".formatted(SERVING, number));
  }

  private boolean create(Path path, byte[] contents) {
    try {
      return NewFile.create(path, contents, hadoop);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "'%s' cannot be written: %s".formatted(path, e.getMessage()), e);
    }
  }

  private <R extends Record> Optional<R> read(Path path, Class<R> type) {
    try {
      FileSystem files = path.getFileSystem(hadoop);
      try (var in = files.open(path)) {
        return Optional.of(Json.read(in.readAllBytes(), type, path.toString()));
      }
    } catch (FileNotFoundException | DataException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("'%s' cannot be read: %s".formatted(path, e.getMessage()), e);
    }
  }

  private List<Integer> numbers(String folder) {
    Path path = root.path(folder);
    try {
      return Arrays.stream(path.getFileSystem(hadoop).listStatus(path))
          .map(status -> NUMBER.matcher(status.getPath().getName()))
          .filter(Matcher::matches)
          .map(match -> Integer.valueOf(match.group(1)))
          .sorted()
          .toList();
    } catch (FileNotFoundException e) {
      return List.of();
    } catch (IOException e) {
      throw new UncheckedIOException("'%s' cannot be read: %s".formatted(path, e.getMessage()), e);
    }
  }

  @Override
  public String toString() {
    return root.toString();
  }
}
