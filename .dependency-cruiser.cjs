/** One rule per sentence of docs/architecture.md. @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'domain-imports-nothing-of-ours', severity: 'error', from: { path: '^libs/domain/src', pathNot: '\\.spec\\.ts$' }, to: { pathNot: ['^libs/domain/src', 'temporal-polyfill', 'temporal-spec', 'temporal-utils'] } },
    { name: 'kernels-import-nothing-of-ours', severity: 'error', from: { path: '^libs/(documents|signing|ui)/src' }, to: { path: '^(libs|apps)/', pathNot: '^libs/$1/' } },
    { name: 'platform-imports-domain-only', severity: 'error', from: { path: '^libs/platform/src' }, to: { path: '^(libs|apps)/', pathNot: '^libs/(platform|domain)/src' } },
    { name: 'a-feature-by-its-index', severity: 'error', from: { path: '^libs/features/src/([^/]+)/' }, to: { path: '^libs/features/src/', pathNot: ['^libs/features/src/$1/', '^libs/features/src/[^/]+/index\\.ts$'] } },
    { name: 'a-lib-by-its-index', severity: 'error', from: { path: '^(apps|libs/features)/' }, to: { path: '^libs/(domain|documents|signing|platform|ui)/src/', pathNot: '^libs/[^/]+/src/index\\.tsx?$' } },
    { name: 'nobody-imports-an-app', severity: 'error', from: { path: '^(libs|templates)/' }, to: { path: '^apps/' } },
    { name: 'apps-do-not-know-each-other', severity: 'error', from: { path: '^apps/([^/]+)/' }, to: { path: '^apps/', pathNot: '^apps/$1/' } },
    { name: 'never-in-a-circle', severity: 'error', from: { path: '^(apps|libs)/' }, to: { circular: true } },
    { name: 'declared-dependencies-only', severity: 'error', from: { path: '^(apps|libs)/', pathNot: '\\.spec\\.tsx?$' }, to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'] } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['types', 'import', 'node', 'default'], mainFields: ['types', 'module', 'main'] },
  },
};
