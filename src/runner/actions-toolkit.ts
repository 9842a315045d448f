// The side door to @actions/core: the writer of workflow commands instead of its index, which also loads an HTTP stack for
// its OIDC client that this action never uses. It is entered by path because the package exports its index only; a test
// fails when an update moves the file.
// biome-ignore lint/performance/noBarrelFile: this file is the door, and nothing else is behind it
export { issueCommand } from '../../node_modules/@actions/core/lib/command.js'
